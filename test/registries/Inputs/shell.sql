.bail off
create table t(a integer primary key, b text);
insert into t select value, hex(value) || 'row ' || value from generate_series(1, 50);
create index i on t(b);
create view v as select a, b from t where a < 5;
.headers on
.mode box
select * from v;
.mode json
select * from v;
.mode insert t
select * from v;
.mode list
.tables
.schema
.indexes
.dump v
.sha3sum
.parameter set :x 3
select b from t where a = :x;
.parameter list
.progress 1000
.auth on
select count(*) from t;
.auth off
.progress 0
.trace stdout
select max(a) from t;
.trace off
.eqp on
select * from t where b = 'row 3';
.eqp off
.lint fkey-indexes
.expert
select a from t where b > 'row 4' and a > 3;
.save other.db
.backup third.db
.open other.db
pragma integrity_check;
.clone fourth.db
.selftest --init
.selftest
.dbconfig
select hex(sha3(b)), shell_add_schema('create table x(y)', 'main', '') from t limit 2;
select decimal_sum(a), ieee754(2.0) from t;
select group_concat(value) from generate_series(1, 5);
.timeout 10
.limit
.quit
