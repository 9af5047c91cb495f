-- What one person did, over all brands: for the export of a person.

CREATE INDEX audit_entry_by_actor ON audit_entry (actor_id, at, audit_id);
