-- The sample scenario: a podcast that collects business, software and health-technology patterns.
-- Every person, company, episode and post in it is invented. Only the patterns themselves are real ideas.

CREATE TABLE categories (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 100),
    description text NOT NULL DEFAULT ''
);
COMMENT ON TABLE categories IS 'Fields of business an organisation works in';
COMMENT ON COLUMN categories.id IS 'Key of the category';
COMMENT ON COLUMN categories.name IS 'Name of the category';
COMMENT ON COLUMN categories.description IS 'What belongs to the category';

CREATE TABLE orgs (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
    stage        text NOT NULL CHECK (stage IN ('Pre-seed', 'Seed', 'Series A', 'Series B', 'Series C', 'Growth', 'Public', 'Bootstrapped')),
    funding      numeric(14, 2) CHECK (funding >= 0),
    date_founded date NOT NULL,
    date_funded  date,
    category_id  bigint REFERENCES categories (id) ON DELETE SET NULL,
    country      text NOT NULL,
    CHECK (date_funded >= date_founded),
    CHECK ((funding IS NULL) = (date_funded IS NULL))
);
CREATE INDEX orgs_category_id ON orgs (category_id);
CREATE INDEX orgs_stage ON orgs (stage);
COMMENT ON TABLE orgs IS 'Organisations; all of them are invented';
COMMENT ON COLUMN orgs.id IS 'Key of the organisation';
COMMENT ON COLUMN orgs.name IS 'Name of the organisation';
COMMENT ON COLUMN orgs.stage IS 'Funding stage: Pre-seed, Seed, Series A, Series B, Series C, Growth, Public or Bootstrapped';
COMMENT ON COLUMN orgs.funding IS 'Total funding raised, in US dollars; empty when nothing was raised';
COMMENT ON COLUMN orgs.date_founded IS 'Day the organisation was founded';
COMMENT ON COLUMN orgs.date_funded IS 'Day of the latest funding round; empty when nothing was raised';
COMMENT ON COLUMN orgs.category_id IS 'Category the organisation works in';
COMMENT ON COLUMN orgs.country IS 'Country of the head office';

CREATE TABLE guests (
    id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name   text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    role   text NOT NULL,
    org_id bigint REFERENCES orgs (id) ON DELETE SET NULL,
    bio    text NOT NULL DEFAULT ''
);
CREATE INDEX guests_org_id ON guests (org_id);
CREATE UNIQUE INDEX guests_name ON guests (name);
COMMENT ON TABLE guests IS 'People who spoke on the podcast; all of them are invented';
COMMENT ON COLUMN guests.id IS 'Key of the guest';
COMMENT ON COLUMN guests.name IS 'Full name of the guest';
COMMENT ON COLUMN guests.role IS 'Job title of the guest';
COMMENT ON COLUMN guests.org_id IS 'Organisation the guest works for; empty for the independent';
COMMENT ON COLUMN guests.bio IS 'Who the guest is, in a sentence';

CREATE TABLE episodes (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title            text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    number           integer NOT NULL UNIQUE CHECK (number > 0),
    published_on     date NOT NULL,
    duration_minutes integer NOT NULL CHECK (duration_minutes > 0),
    summary          text NOT NULL DEFAULT ''
);
CREATE INDEX episodes_published_on ON episodes (published_on);
COMMENT ON TABLE episodes IS 'Episodes of an invented podcast';
COMMENT ON COLUMN episodes.id IS 'Key of the episode';
COMMENT ON COLUMN episodes.title IS 'Title of the episode';
COMMENT ON COLUMN episodes.number IS 'Running number of the episode';
COMMENT ON COLUMN episodes.published_on IS 'Day the episode was published';
COMMENT ON COLUMN episodes.duration_minutes IS 'Length of the episode in minutes';
COMMENT ON COLUMN episodes.summary IS 'What the episode is about';

CREATE TABLE posts (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title        text NOT NULL CHECK (length(title) BETWEEN 1 AND 300),
    url          text NOT NULL UNIQUE CHECK (url LIKE 'https://%'),
    author       text NOT NULL,
    published_on date NOT NULL,
    org_id       bigint REFERENCES orgs (id) ON DELETE SET NULL,
    summary      text NOT NULL DEFAULT ''
);
CREATE INDEX posts_org_id ON posts (org_id);
CREATE INDEX posts_published_on ON posts (published_on);
COMMENT ON TABLE posts IS 'Blog posts; all of them and their authors are invented';
COMMENT ON COLUMN posts.id IS 'Key of the post';
COMMENT ON COLUMN posts.title IS 'Title of the post';
COMMENT ON COLUMN posts.url IS 'Address of the post on the web';
COMMENT ON COLUMN posts.author IS 'Name of the author';
COMMENT ON COLUMN posts.published_on IS 'Day the post was published';
COMMENT ON COLUMN posts.org_id IS 'Organisation the post is about; empty when it is about none';
COMMENT ON COLUMN posts.summary IS 'What the post is about';

CREATE TABLE patterns (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        text NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 200),
    kind        text NOT NULL CHECK (kind IN ('pattern', 'anti-pattern')),
    description text NOT NULL DEFAULT '' CHECK (length(description) <= 10000),
    created_at  timestamptz NOT NULL DEFAULT now(),
    updated_at  timestamptz NOT NULL DEFAULT now(),
    CHECK (updated_at >= created_at)
);
CREATE UNIQUE INDEX patterns_name_any_case ON patterns (lower(name));
CREATE INDEX patterns_created_at ON patterns (created_at);
COMMENT ON TABLE patterns IS 'Patterns and anti-patterns of business, software and health technology';
COMMENT ON COLUMN patterns.id IS 'Key of the pattern';
COMMENT ON COLUMN patterns.name IS 'Name of the pattern';
COMMENT ON COLUMN patterns.kind IS 'Either pattern (worth repeating) or anti-pattern (worth avoiding)';
COMMENT ON COLUMN patterns.description IS 'What the pattern says and when it applies';
COMMENT ON COLUMN patterns.created_at IS 'When the pattern was added';
COMMENT ON COLUMN patterns.updated_at IS 'When the pattern was last changed';

CREATE TABLE pattern_episodes (
    pattern_id bigint NOT NULL REFERENCES patterns (id) ON DELETE CASCADE,
    episode_id bigint NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
    PRIMARY KEY (pattern_id, episode_id)
);
CREATE INDEX pattern_episodes_episode_id ON pattern_episodes (episode_id);
COMMENT ON TABLE pattern_episodes IS 'Which pattern was discussed in which episode';
COMMENT ON COLUMN pattern_episodes.pattern_id IS 'The pattern that was discussed';
COMMENT ON COLUMN pattern_episodes.episode_id IS 'The episode it was discussed in';

CREATE TABLE pattern_guests (
    pattern_id bigint NOT NULL REFERENCES patterns (id) ON DELETE CASCADE,
    guest_id   bigint NOT NULL REFERENCES guests (id) ON DELETE CASCADE,
    PRIMARY KEY (pattern_id, guest_id)
);
CREATE INDEX pattern_guests_guest_id ON pattern_guests (guest_id);
COMMENT ON TABLE pattern_guests IS 'Which guest discussed which pattern';
COMMENT ON COLUMN pattern_guests.pattern_id IS 'The pattern that was discussed';
COMMENT ON COLUMN pattern_guests.guest_id IS 'The guest who discussed it';

CREATE TABLE pattern_orgs (
    pattern_id bigint NOT NULL REFERENCES patterns (id) ON DELETE CASCADE,
    org_id     bigint NOT NULL REFERENCES orgs (id) ON DELETE CASCADE,
    PRIMARY KEY (pattern_id, org_id)
);
CREATE INDEX pattern_orgs_org_id ON pattern_orgs (org_id);
COMMENT ON TABLE pattern_orgs IS 'Which organisation shows which pattern';
COMMENT ON COLUMN pattern_orgs.pattern_id IS 'The pattern that is shown';
COMMENT ON COLUMN pattern_orgs.org_id IS 'The organisation that shows it';

CREATE TABLE pattern_posts (
    pattern_id bigint NOT NULL REFERENCES patterns (id) ON DELETE CASCADE,
    post_id    bigint NOT NULL REFERENCES posts (id) ON DELETE CASCADE,
    PRIMARY KEY (pattern_id, post_id)
);
CREATE INDEX pattern_posts_post_id ON pattern_posts (post_id);
COMMENT ON TABLE pattern_posts IS 'Which post is about which pattern';
COMMENT ON COLUMN pattern_posts.pattern_id IS 'The pattern the post is about';
COMMENT ON COLUMN pattern_posts.post_id IS 'The post';

CREATE TABLE episode_guests (
    episode_id bigint NOT NULL REFERENCES episodes (id) ON DELETE CASCADE,
    guest_id   bigint NOT NULL REFERENCES guests (id) ON DELETE CASCADE,
    PRIMARY KEY (episode_id, guest_id)
);
CREATE INDEX episode_guests_guest_id ON episode_guests (guest_id);
COMMENT ON TABLE episode_guests IS 'Which guest spoke in which episode';
COMMENT ON COLUMN episode_guests.episode_id IS 'The episode';
COMMENT ON COLUMN episode_guests.guest_id IS 'The guest who spoke in it';

-- The patterns page writes as the server's own login, where there is one (docs/security.md); ids and created_at are the
-- database's, and links go with their pattern by cascade.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'pf_app') THEN
        GRANT SELECT, DELETE, INSERT (name, kind, description), UPDATE (name, kind, description, updated_at) ON patterns TO pf_app;
    END IF;
END $$;
