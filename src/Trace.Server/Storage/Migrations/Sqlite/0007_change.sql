-- Nothing: one server works on a SQLite file, so there is nobody to tell of a change.
SELECT 1;
