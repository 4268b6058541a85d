-- helpdesk: support desk of a maker of point-of-sale devices; quoted CamelCase names, uuid keys, enum types, soft delete
DROP SCHEMA IF EXISTS helpdesk CASCADE;
CREATE SCHEMA helpdesk;
SET search_path TO helpdesk;
SET timezone TO 'UTC';
CREATE FUNCTION h(i int, s int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT ('x'||substr(md5(i::text||':'||s::text),1,7))::bit(28)::int $$;
CREATE FUNCTION k(p text, i int) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$ SELECT md5(p||'-'||i::text)::uuid $$;
CREATE TYPE "TicketStatus" AS ENUM ('new','open','pending','onHold','solved','closed');
CREATE TYPE "TicketPriority" AS ENUM ('low','normal','high','urgent');
CREATE TYPE "Channel" AS ENUM ('email','chat','phone','webForm');
CREATE TYPE "CompanyTier" AS ENUM ('basic','plus','premium');

CREATE TABLE "Team" ("id" uuid PRIMARY KEY, "name" text NOT NULL, "timeZone" text NOT NULL, "createdAt" timestamptz NOT NULL);
INSERT INTO "Team" SELECT k('team',n::int), t, (ARRAY['Europe/Berlin','Europe/Lisbon','America/Chicago'])[n%3+1], '2022-01-10' FROM unnest(ARRAY['First Line','Hardware','Payments','Billing','Integrations','Field Service']) WITH ORDINALITY x(t,n);

CREATE TABLE "Agent" ("id" uuid PRIMARY KEY, "firstName" text NOT NULL, "lastName" text NOT NULL, "email" text NOT NULL, "teamId" uuid REFERENCES "Team", "managerId" uuid REFERENCES "Agent", "isOnLeave" boolean NOT NULL DEFAULT false, "hiredOn" date NOT NULL, "languages" text[] NOT NULL, "createdAt" timestamptz NOT NULL, "deletedAt" timestamptz);
INSERT INTO "Agent" SELECT k('agent',i), f, l, lower(f)||'.'||lower(l)||'@desk.example', CASE WHEN i=1 THEN NULL ELSE k('team',(ARRAY[1,1,2,3,4,5])[i%6+1]) END, CASE WHEN i=1 THEN NULL WHEN i<=6 THEN k('agent',1) ELSE k('agent',2+i%5) END, h(i,3)%8=0, d, CASE h(i,4)%4 WHEN 0 THEN '{en}' WHEN 1 THEN '{en,de}' WHEN 2 THEN '{en,pt}' ELSE '{de,fr}' END::text[], d, CASE WHEN i IN (14,27) THEN current_date-interval '70 days' END
FROM (SELECT i, (ARRAY['Mabel','Otto','Priya','Rurik','Selma','Tobias','Ursa','Vito','Wilma','Yara','Anton','Bela','Cleo','Darko','Elke','Finn','Gilda','Hanno'])[i%18+1] f, (ARRAY['Ashgrove','Bellweather','Corvino','Dunmore','Estrella','Farrow','Goodwin','Halloran','Ingram','Jessup','Kilbride'])[(i*3)%11+1] l, date '2021-09-01'+(i*53)%1500 d FROM generate_series(1,34) i) x;

CREATE TABLE "SlaPolicy" ("id" uuid PRIMARY KEY, "name" text NOT NULL, "tier" "CompanyTier" NOT NULL, "firstReplyMinutes" int NOT NULL, "resolutionHours" int NOT NULL);
INSERT INTO "SlaPolicy" VALUES (k('sla',1),'Basic 24h','basic',1440,120),(k('sla',2),'Plus 8h','plus',480,48),(k('sla',3),'Premium 1h','premium',60,16);
CREATE TABLE "Company" ("id" uuid PRIMARY KEY, "name" text NOT NULL, "city" text, "tier" "CompanyTier" NOT NULL, "slaPolicyId" uuid NOT NULL REFERENCES "SlaPolicy", "accountManagerId" uuid REFERENCES "Agent", "employeeCount" int, "createdAt" timestamptz NOT NULL, "deletedAt" timestamptz);
INSERT INTO "Company" SELECT k('co',i), (ARRAY['Bakery','Bistro','Pharmacy','Bookshop','Kiosk','Florist','Butcher','Winery','Cinema','Hotel'])[i%10+1]||' '||(ARRAY['Morgenrot','Sole','Kaspar','Belmonte','Linden','Vieira','Zander','Petit','Alma','Rosso','Tannberg'])[i%11+1], CASE WHEN i%31=0 THEN NULL ELSE (ARRAY['Cologne','Porto','Dresden','Lisbon','Graz','Ghent','Chicago'])[h(i,10)%7+1] END, t::"CompanyTier", k('sla',CASE t WHEN 'basic' THEN 1 WHEN 'plus' THEN 2 ELSE 3 END), CASE WHEN t<>'basic' THEN k('agent',2+h(i,11)%9) END, CASE WHEN h(i,12)%6=0 THEN NULL ELSE 2+h(i,13)%240 END, timestamptz '2022-03-01'+(h(i,14)%1100)*interval '1 day', CASE WHEN i%41=0 THEN current_date-interval '33 days' END
FROM (SELECT i, (ARRAY['basic','basic','basic','plus','plus','premium'])[h(i,15)%6+1] t FROM generate_series(1,110) i) x;
CREATE TABLE "Contact" ("id" uuid PRIMARY KEY, "fullName" text NOT NULL, "email" text, "phone" text, "companyId" uuid REFERENCES "Company", "isVip" boolean NOT NULL DEFAULT false, "createdAt" timestamptz NOT NULL, "deletedAt" timestamptz);
INSERT INTO "Contact" SELECT k('ct',i), f||' '||l, CASE WHEN h(i,20)%15=0 THEN NULL ELSE lower(f)||i||'@'||(ARRAY['shopmail.example','counter.example'])[i%2+1] END, CASE WHEN h(i,21)%3=0 THEN NULL ELSE '+351 '||(200000000+h(i,22)%90000000) END, CASE WHEN i%37=0 THEN NULL ELSE k('co',1+h(i,23)%104) END, h(i,24)%14=0, timestamptz '2022-04-01'+(h(i,25)%1000)*interval '1 day', CASE WHEN i%61=0 THEN current_date-interval '12 days' END
FROM (SELECT i, (ARRAY['Alba','Bram','Catia','Duarte','Eva','Frederik','Gaia','Heiko','Irma','Joao','Kira','Lutz','Marta','Nuno','Olga','Piet','Rita','Sven','Tania'])[i%19+1] f, (ARRAY['Abreu','Becker','Cardoso','Dietz','Esteves','Frank','Gama','Hartwig','Iglesias','Jung','Kranz','Lopes','Moser','Neves','Ott','Pinho','Reuter'])[i%17+1] l FROM generate_series(1,300) i) x;
CREATE TABLE "Category" ("id" uuid PRIMARY KEY, "name" text NOT NULL, "parentId" uuid REFERENCES "Category");
INSERT INTO "Category" SELECT k('cat',n::int), c, CASE WHEN n>4 THEN k('cat',((n-5)%4+1)::int) END FROM unnest(ARRAY['Device','Payment','Account','Software','Card Reader','Refund','Login','Update','Receipt Printer','Payout','Password Reset','App Crash']) WITH ORDINALITY x(c,n);

CREATE TABLE "Ticket" ("id" uuid PRIMARY KEY, "number" int NOT NULL UNIQUE, "subject" text NOT NULL, "status" "TicketStatus" NOT NULL, "priority" "TicketPriority" NOT NULL, "channel" "Channel" NOT NULL, "requesterId" uuid NOT NULL REFERENCES "Contact", "assigneeId" uuid REFERENCES "Agent", "teamId" uuid REFERENCES "Team", "categoryId" uuid REFERENCES "Category",
  "firstReplyAt" timestamptz, "dueAt" timestamptz, "solvedAt" timestamptz, "reopenCount" int NOT NULL DEFAULT 0, "slaBreached" boolean NOT NULL DEFAULT false, "mergedIntoId" uuid REFERENCES "Ticket", "createdAt" timestamptz NOT NULL, "updatedAt" timestamptz NOT NULL, "deletedAt" timestamptz);
COMMENT ON COLUMN "Ticket"."dueAt" IS 'resolution deadline from the SLA of the company';
INSERT INTO "Ticket" SELECT k('t',i), 10000+i, (ARRAY['Card reader does not connect','Refund missing','Cannot log in','Receipt printer jams','Payout is late','App crashes on start','Update failed','Question about my invoice','Wrong amount charged','Screen stays black','Please change the bank account','Terminal is offline'])[h(i,30)%12+1]||CASE h(i,31)%5 WHEN 0 THEN ' again' WHEN 1 THEN ' since yesterday' ELSE '' END,
 'closed', (ARRAY['low','normal','normal','normal','high','high','urgent'])[h(i,32)%7+1]::"TicketPriority", (ARRAY['email','email','chat','phone','webForm'])[h(i,33)%5+1]::"Channel", k('ct',1+floor(280*power((h(i,34)%10000)/10000.0,1.6))::int), CASE WHEN h(i,35)%11=0 THEN NULL ELSE k('agent',2+floor(33*power((h(i,36)%10000)/10000.0,1.3))::int) END, k('team',1+h(i,37)%5), CASE WHEN h(i,38)%14=0 THEN NULL ELSE k('cat',5+h(i,39)%8) END,
 c+(3+(h(i,40)%40)*(h(i,40)%40))*interval '1 minute', NULL, NULL, CASE WHEN h(i,41)%9=0 THEN 1+h(i,42)%3 ELSE 0 END, false, NULL, c, c, CASE WHEN h(i,43)%45=0 THEN c+interval '2 days' END
FROM (SELECT i, current_date - floor(640*power((2200-i)/2200.0,1.25))*interval '1 day' - interval '1 day' + (6*3600+h(i,44)%50000)*interval '1 second' c FROM generate_series(1,2200) i) x;
UPDATE "Ticket" t SET "dueAt"=t."createdAt"+p."resolutionHours"*interval '1 hour' FROM "Contact" c JOIN "Company" o ON o."id"=c."companyId" JOIN "SlaPolicy" p ON p."id"=o."slaPolicyId" WHERE c."id"=t."requesterId";
UPDATE "Ticket" SET "solvedAt"="createdAt"+(25+(h("number",45)%90)*(h("number",45)%90))*interval '1 minute' WHERE h("number",46)%30>0;
UPDATE "Ticket" SET "solvedAt"=NULL WHERE "solvedAt">current_date::timestamptz OR ("createdAt">current_date-8 AND h("number",47)%2=0);
UPDATE "Ticket" SET "firstReplyAt"=NULL WHERE "solvedAt" IS NULL AND h("number",48)%3=0;
UPDATE "Ticket" SET "firstReplyAt"=least("firstReplyAt","solvedAt", current_date::timestamptz) WHERE "firstReplyAt" IS NOT NULL;
UPDATE "Ticket" SET "status"=(CASE WHEN "solvedAt" IS NULL THEN CASE WHEN "firstReplyAt" IS NULL THEN 'new' ELSE (ARRAY['open','open','pending','onHold'])[h("number",49)%4+1] END WHEN "solvedAt">current_date-10 THEN 'solved' ELSE 'closed' END)::"TicketStatus", "slaBreached"="dueAt" IS NOT NULL AND coalesce("solvedAt",current_date::timestamptz)>"dueAt", "updatedAt"=coalesce("solvedAt","firstReplyAt","createdAt");
UPDATE "Ticket" SET "mergedIntoId"=k('t',"number"-10000-3) WHERE h("number",50)%60=0 AND "number">10010;

CREATE TABLE "TicketComment" ("id" uuid PRIMARY KEY, "ticketId" uuid NOT NULL REFERENCES "Ticket", "authorAgentId" uuid REFERENCES "Agent", "authorContactId" uuid REFERENCES "Contact", "isPublic" boolean NOT NULL, "body" text NOT NULL, "createdAt" timestamptz NOT NULL);
INSERT INTO "TicketComment" SELECT k('cm',("number"-10000)*10+n), "id", CASE WHEN n%2=1 THEN coalesce("assigneeId",k('agent',3)) END, CASE WHEN n%2=0 THEN "requesterId" END, n%2=0 OR h("number"+n,61)%4>0, CASE WHEN n%2=1 THEN (ARRAY['We are looking into it.','Please restart the device and try again.','I escalated this to the hardware team.','The refund was issued today.','Could you send a photo?'])[h("number"+n,62)%5+1] ELSE (ARRAY['Still not working.','Thank you!','I attached a screenshot.','When will this be fixed?'])[h("number"+n,63)%4+1] END, least("firstReplyAt"+(n-1)*interval '97 minutes', current_date::timestamptz)
FROM "Ticket", generate_series(1,5) n WHERE "firstReplyAt" IS NOT NULL AND n<=1+h("number",60)%5-(h("number",60)%2);
CREATE TABLE "Tag" ("id" uuid PRIMARY KEY, "label" text NOT NULL UNIQUE);
INSERT INTO "Tag" SELECT k('tag',n::int), t FROM unnest(ARRAY['bug','howTo','refund','escalated','warranty','duplicate','featureRequest','outage']) WITH ORDINALITY x(t,n);
CREATE TABLE "TicketTag" ("ticketId" uuid NOT NULL REFERENCES "Ticket", "tagId" uuid NOT NULL REFERENCES "Tag", PRIMARY KEY ("ticketId","tagId"));
INSERT INTO "TicketTag" SELECT "id", k('tag',n) FROM "Ticket", generate_series(1,7) n WHERE h("number"*10+n,65)%(6+n)=0;
CREATE TABLE "SatisfactionRating" ("id" uuid PRIMARY KEY, "ticketId" uuid NOT NULL UNIQUE REFERENCES "Ticket", "score" int NOT NULL CHECK ("score" BETWEEN 1 AND 5), "comment" text, "createdAt" timestamptz NOT NULL);
INSERT INTO "SatisfactionRating" SELECT k('sr',"number"), "id", (ARRAY[5,5,5,4,4,4,3,2,1])[h("number",70)%9+1], CASE WHEN h("number",71)%3=0 THEN (ARRAY['Fast and friendly','Took far too long','Problem came back','Great help','Nobody called me back'])[h("number",72)%5+1] END, least("solvedAt"+interval '5 hours', current_date::timestamptz) FROM "Ticket" WHERE "solvedAt" IS NOT NULL AND h("number",73)%3=0;
CREATE TABLE "AgentShift" ("id" uuid PRIMARY KEY, "agentId" uuid NOT NULL REFERENCES "Agent", "startsAt" timestamptz NOT NULL, "endsAt" timestamptz NOT NULL, "isWeekend" boolean NOT NULL);
INSERT INTO "AgentShift" SELECT k('sh',a*100+d), k('agent',a), current_date-d+(6+8*(h(a*100+d,81)%2))*interval '1 hour', current_date-d+(14+8*(h(a*100+d,81)%2))*interval '1 hour', extract(isodow FROM current_date-d)>5 FROM generate_series(2,34) a, generate_series(-7,50) d WHERE a NOT IN (14,27,30) AND h(a*100+d,80)%3=0;
DROP FUNCTION h(int,int); DROP FUNCTION k(text,int);
