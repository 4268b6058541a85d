-- The patterns themselves may be edited in the web app; every other table of the sample is read only.
GRANT INSERT, UPDATE, DELETE ON patterns TO pf_app;
