-- Until when an open anomaly is left out of the queue because a person put it off; NULL for never, a time that passed means nothing.
ALTER TABLE anomaly ADD COLUMN snoozed_until BIGINT;
