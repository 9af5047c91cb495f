-- What a key signed: counted when keys are listed, and looked at when one is revoked.

CREATE INDEX batch_by_key ON batch (key_id, created_at);
