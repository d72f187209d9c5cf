-- Owner: operations/compliance

-- The account that the documents and registrations were read from: `platform`, or the id of a tenant's account.
ALTER TABLE number_documents ADD COLUMN carrier_account TEXT NOT NULL DEFAULT 'platform';
ALTER TABLE messaging_registrations ADD COLUMN carrier_account TEXT NOT NULL DEFAULT 'platform';

CREATE INDEX number_documents_by_account ON number_documents (carrier_account, bundle_sid) WHERE bundle_sid IS NOT NULL;

DROP INDEX messaging_registrations_by_group;
CREATE INDEX messaging_registrations_by_group
ON messaging_registrations (carrier_account, kind, sender_group, carrier_id);

-- How far the reading of each tenant's account has come.
CREATE TABLE account_document_rounds (
  carrier_account TEXT PRIMARY KEY,
  -- Where the round continues; null between two rounds.
  position TEXT,
  -- 1: Twilio has refused or not answered a request of the round.
  incomplete INTEGER NOT NULL,
  -- When the next round begins.
  due_at INTEGER NOT NULL,
  -- When the last rounds began that read all registrations of a kind.
  campaigns_began_at INTEGER,
  toll_free_began_at INTEGER
) STRICT, WITHOUT ROWID;

-- Accounts that no number is in any more have been due for long.
CREATE INDEX account_document_rounds_by_due ON account_document_rounds (due_at);
