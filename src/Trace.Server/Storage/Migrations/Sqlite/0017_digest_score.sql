-- From which score on a person wants anomalies told by mail; NULL for all of them.
ALTER TABLE anomaly_digest ADD COLUMN least_score REAL;
