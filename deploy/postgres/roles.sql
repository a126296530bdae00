-- Four services, four roles, four databases; no role can connect to another's.
-- psql -v intake_password=… -v review_password=… -v reports_password=… -v notify_password=… -f roles.sql
\set ON_ERROR_STOP on

CREATE ROLE minyi_intake LOGIN PASSWORD :'intake_password';
CREATE ROLE minyi_review LOGIN PASSWORD :'review_password';
CREATE ROLE minyi_reports LOGIN PASSWORD :'reports_password';
CREATE ROLE minyi_notify LOGIN PASSWORD :'notify_password';

CREATE DATABASE minyi_intake OWNER minyi_intake ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE minyi_review OWNER minyi_review ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE minyi_reports OWNER minyi_reports ENCODING 'UTF8' TEMPLATE template0;
CREATE DATABASE minyi_notify OWNER minyi_notify ENCODING 'UTF8' TEMPLATE template0;

REVOKE CONNECT, TEMPORARY ON DATABASE minyi_intake, minyi_review, minyi_reports, minyi_notify FROM PUBLIC;
