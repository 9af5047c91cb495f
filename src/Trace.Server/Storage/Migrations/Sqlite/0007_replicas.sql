-- Nothing: one server works on a SQLite file, so there is nobody to tell of a change, and its scans are appended whatever their month.
SELECT 1;
