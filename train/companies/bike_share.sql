-- bike_share: city bicycle hire ("Pedalis"), two keys to stations, timestamps
DROP SCHEMA IF EXISTS bike_share CASCADE;
CREATE SCHEMA bike_share;
SET search_path TO bike_share;
CREATE FUNCTION h(i int, salt text) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT ('x'||substr(md5(salt||i::text),1,6))::bit(24)::int $$;
CREATE TABLE districts (id int PRIMARY KEY, name text NOT NULL, population int);
CREATE TABLE stations (id int PRIMARY KEY, name text NOT NULL, district_id int NOT NULL REFERENCES districts, docks int NOT NULL, opened_on date NOT NULL, closed_on date, has_charger boolean NOT NULL);
CREATE TABLE bike_models (id int PRIMARY KEY, name text NOT NULL, is_electric boolean NOT NULL, weight_kg numeric(4,1), unit_price numeric(8,2));
CREATE TABLE bikes (id int PRIMARY KEY, plate text NOT NULL UNIQUE, model_id int NOT NULL REFERENCES bike_models, status text NOT NULL, current_station_id int REFERENCES stations, bought_on date NOT NULL, last_serviced_at timestamp);
CREATE TABLE plans (code text PRIMARY KEY, name text NOT NULL, monthly_fee numeric(6,2) NOT NULL, free_minutes int NOT NULL);
CREATE TABLE riders (id int PRIMARY KEY, full_name text NOT NULL, email text, birth_year int, plan_code text NOT NULL REFERENCES plans, home_station_id int REFERENCES stations, signed_up_at timestamp NOT NULL, cancelled_at timestamp, invited_by int REFERENCES riders);
CREATE TABLE rides (id int PRIMARY KEY, rider_id int NOT NULL REFERENCES riders, bike_id int NOT NULL REFERENCES bikes, start_station_id int NOT NULL REFERENCES stations, end_station_id int REFERENCES stations, started_at timestamp NOT NULL, ended_at timestamp, distance_km numeric(6,2), fare numeric(6,2), stars int);
CREATE TABLE mechanics (id int PRIMARY KEY, full_name text NOT NULL, hired_on date NOT NULL, left_on date);
CREATE TABLE repairs (id int PRIMARY KEY, bike_id int NOT NULL REFERENCES bikes, mechanic_id int REFERENCES mechanics, problem text NOT NULL, reported_at timestamp NOT NULL, fixed_at timestamp, parts_cost numeric(7,2), labour_cost numeric(7,2));
CREATE TABLE van_moves (id int PRIMARY KEY, from_station_id int NOT NULL REFERENCES stations, to_station_id int NOT NULL REFERENCES stations, driver text NOT NULL, moved_at timestamp NOT NULL, bikes_moved int NOT NULL);
CREATE TABLE payments (id int PRIMARY KEY, rider_id int NOT NULL REFERENCES riders, amount numeric(7,2) NOT NULL, method text NOT NULL, paid_at timestamp NOT NULL, refunded_at timestamp);
COMMENT ON COLUMN rides.ended_at IS 'NULL while the bike was never returned';
COMMENT ON COLUMN bikes.status IS 'available, in_use, workshop, stolen, retired';
INSERT INTO districts VALUES (1,'Harbourside',41200),(2,'Old Town',28750),(3,'University',36400),(4,'Millfields',52300),(5,'Northgate',61900),(6,'Lakeview',19850);
INSERT INTO stations SELECT i, (ARRAY['Central Station','Fish Market','Opera House','Ferry Terminal','City Hall','Cathedral Square','Science Campus','Botanic Garden','Main Library','Mill Bridge','Tannery Lane','Foundry Park','North Gate','Ring Road East','Stadium','Hospital','Lake Pier','Rowing Club','Sunset Terrace','Airport Bus Stop','Tram Depot','Weaver Street','Chestnut Avenue','Old Brewery'])[i],
 (ARRAY[2,1,1,1,2,2,3,3,3,4,4,4,5,5,5,5,6,6,6,5,4,4,3,2])[i], 10+2*(h(i,'dk')%9)+i%2, current_date-(100+h(i,'op')%1700), CASE WHEN i=21 THEN current_date-45 END, h(i,'ch')%3=0 FROM generate_series(1,24) i;
INSERT INTO bike_models VALUES (1,'Classic 3',false,17.5,690),(2,'Classic 7',false,16.2,845),(3,'Volt City',true,24.0,1990),(4,'Volt Cargo',true,33.5,3450),(5,'Mini Fold',false,12.1,720);
INSERT INTO bikes SELECT i, 'PB-'||(1000+i*7), (ARRAY[1,1,2,2,3,3,3,4,1])[h(i,'m')%9+1], (ARRAY['available','available','available','available','available','in_use','workshop','available','stolen','retired','available'])[h(i,'s')%11+1], 1+h(i,'cs')%20, current_date-(60+h(i,'b')%1500), CASE WHEN i%9=4 THEN NULL ELSE current_date-(3+h(i,'ls')%260)+time '08:00'+(h(i,'lt')%480)*interval '1 minute' END FROM generate_series(1,140) i;
UPDATE bikes SET current_station_id=NULL WHERE status IN ('in_use','stolen','retired','workshop');
INSERT INTO plans VALUES ('PAYG','Pay as you go',0,0),('MON','Monthly',14.90,30),('YEAR','Annual',9.90,45),('STUD','Student',7.50,45),('CORP','Corporate',12.00,60),('FAM','Family',24.00,30);
INSERT INTO riders SELECT i, (ARRAY['Adela','Bruno','Cosima','Dmitri','Elin','Fergus','Greta','Henrik','Ilse','Jonas','Katya','Levin','Mirela','Nils','Olga','Pavel','Rosa','Sven','Tilda','Viktor','Wanda','Yusuf'])[h(i,'f')%22+1]||' '||(ARRAY['Aalto','Bekker','Castell','Dahlin','Eriksen','Falk','Grimm','Holt','Isaksson','Jansen','Krog','Lund','Moreno','Novak','Osei','Petrov','Quist','Rossi','Sand'])[(i*7+i/19)%19+1],
 CASE WHEN h(i,'e')%9=0 THEN NULL ELSE 'rider'||i||'@'||(ARRAY['mailbox','postbird','cloudpost'])[i%3+1]||'.example' END, CASE WHEN i%17=0 THEN NULL ELSE 1953+h(i,'y')%54 END, (ARRAY['PAYG','PAYG','MON','MON','YEAR','STUD','STUD','CORP','MON','YEAR'])[h(i,'p')%10+1], CASE WHEN i%6=1 THEN NULL ELSE 1+h(i,'hs')%24 END,
 current_date-(5+(h(i,'j')%900))+time '06:00'+(h(i,'jt')%950)*interval '1 minute', NULL, CASE WHEN i>25 AND i%5=0 THEN 1+h(i,'iv')%24 END FROM generate_series(1,240) i;
UPDATE riders SET cancelled_at=signed_up_at+(40+h(id,'c')%200)*interval '1 day' WHERE h(id,'cx')%7=0 AND signed_up_at<current_date-250;
INSERT INTO rides SELECT row_number() OVER (ORDER BY st), rid, b, s, CASE WHEN h(i,'nr')%70=0 THEN NULL ELSE e END, st, CASE WHEN h(i,'nr')%70=0 THEN NULL ELSE st+mins*interval '1 minute'+(h(i,'sec')%60)*interval '1 second' END, CASE WHEN h(i,'nr')%70=0 THEN NULL ELSE round((mins*(0.14+(h(i,'sp')%120)/1000.0))::numeric,2) END,
 CASE WHEN h(i,'nr')%70=0 THEN NULL ELSE round((1+GREATEST(mins-free,0)*0.12+(h(i,'fx')%40)/100.0)::numeric,2) END, CASE WHEN h(i,'sr')%3=0 THEN NULL ELSE LEAST(5,2+h(i,'sv')%5) END
FROM (SELECT i, r.id rid, 1+h(i,'bk')%132 b, 1+LEAST(h(i,'s1')%24,h(i,'s2')%24) s, 1+h(i,'e1')%22 e, GREATEST(r.signed_up_at::date+1, current_date-1-LEAST(h(i,'d1')%480,h(i,'d2')%520))+time '05:30'+(h(i,'t')%1050)*interval '1 minute' st, 4+h(i,'mn')%30+CASE WHEN h(i,'lg')%9=0 THEN h(i,'l2')%100 ELSE 0 END mins, p.free_minutes free
 FROM generate_series(1,2600) i JOIN riders r ON r.id=1+LEAST(h(i,'r1')%226,h(i,'r2')%226) JOIN plans p ON p.code=r.plan_code WHERE r.cancelled_at IS NULL OR h(i,'cz')%3=0) x;
UPDATE rides SET started_at=started_at+(id%55)*interval '1 second', ended_at=ended_at+(id%55)*interval '1 second';
DELETE FROM rides USING riders r WHERE r.id=rider_id AND started_at>r.cancelled_at;
INSERT INTO mechanics VALUES (1,'Otto Brandt',current_date-1500,NULL),(2,'Selma Ruiz',current_date-900,NULL),(3,'Ivo Marek',current_date-640,NULL),(4,'Nadia Plum',current_date-210,NULL),(5,'Karl Feld',current_date-1300,current_date-150);
INSERT INTO repairs SELECT i, 1+h(i,'b')%128, CASE WHEN i%14=0 THEN NULL ELSE 1+h(i,'m')%5 END, (ARRAY['flat tyre','brakes','chain','battery','lights','saddle','lock','flat tyre','brakes'])[h(i,'p')%9+1], ts, CASE WHEN h(i,'o')%8=0 AND ts>current_date-120 THEN NULL ELSE LEAST(ts+(3+h(i,'fx')%190)*interval '1 hour', current_date-interval '1 hour') END, round(((h(i,'pc')%9000)/100.0)::numeric,2), 12+h(i,'lc')%80+0.5*(i%2)
FROM (SELECT i, current_date-(2+h(i,'d')%420)+time '07:00'+(h(i,'t')%700)*interval '1 minute' ts FROM generate_series(1,330) i) x;
UPDATE repairs SET labour_cost=NULL WHERE fixed_at IS NULL;
INSERT INTO van_moves SELECT i, 1+h(i,'f')%22, CASE WHEN 1+h(i,'t')%23>1+h(i,'f')%22 THEN 2+h(i,'t')%22 ELSE 23-h(i,'f')%4 END, (ARRAY['Bertram','Lena','Osman','Kasia'])[h(i,'d')%4+1], current_date-(1+h(i,'dt')%300)+time '22:00'+(h(i,'m')%110)*interval '1 minute', 2+h(i,'n')%14 FROM generate_series(1,420) i;
DELETE FROM van_moves WHERE from_station_id=to_station_id;
INSERT INTO payments SELECT row_number() OVER (ORDER BY r.id,k), r.id, CASE WHEN p.code='PAYG' THEN 5+h(r.id*50+k,'a')%25 ELSE p.monthly_fee END, (ARRAY['card','card','paypal','direct debit','voucher'])[h(r.id,'pm')%5+1], r.signed_up_at+k*interval '30 days', CASE WHEN h(r.id*40+k,'rf')%25=0 THEN r.signed_up_at+k*interval '30 days'+interval '4 days' END FROM riders r JOIN plans p ON p.code=r.plan_code, generate_series(0,28) k WHERE r.signed_up_at+k*interval '30 days'<LEAST(COALESCE(r.cancelled_at,current_date),current_date) AND (p.code<>'PAYG' OR h(r.id*30+k,'q')%2=0);
DROP FUNCTION h(int,text);
