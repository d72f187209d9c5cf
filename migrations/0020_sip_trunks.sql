-- Owner: connections/sip-trunks

-- SIP trunks of tenants.
CREATE TABLE sip_trunks (
  id TEXT PRIMARY KEY,
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  name TEXT NOT NULL,
  -- twilio_elastic, byoc or generic.
  provider TEXT NOT NULL,
  -- The tenant's own Twilio account; null: the platform's.
  carrier_account_id TEXT,
  -- Twilio's id of the trunk: TK… or BY…; null before it is there, and for generic trunks.
  carrier_trunk_sid TEXT,
  -- 1: the tenant had the trunk at Twilio before, so its deletion here leaves it there.
  adopted INTEGER NOT NULL DEFAULT 0,
  -- What else the trunk has at Twilio, as JSON.
  provisioned TEXT NOT NULL,
  -- not_needed, pending, provisioned, failed or removing; the reason of a failure as JSON.
  provisioning TEXT NOT NULL,
  provisioning_error TEXT,
  -- The lease of the invocation that works at Twilio; 0: none does.
  provisioning_until INTEGER NOT NULL DEFAULT 0,
  settings TEXT NOT NULL,
  number_format TEXT NOT NULL,
  -- Sealed: the password of those who call into Twilio over the trunk.
  password TEXT,
  password_key_id TEXT,
  -- unverified, verifying, verified, degraded or failed.
  status TEXT NOT NULL,
  health TEXT NOT NULL,
  -- What Twilio's API said about the trunk at the latest verification, as JSON.
  carrier_check TEXT,
  -- The lease of the invocation that verifies the trunk; 0: none does.
  verifying_until INTEGER NOT NULL DEFAULT 0,
  checked_at INTEGER,
  first_call_at INTEGER,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sip_trunks_by_creation ON sip_trunks (tenant_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX sip_trunks_by_account ON sip_trunks (carrier_account_id) WHERE carrier_account_id IS NOT NULL;
CREATE INDEX sip_trunks_by_password_key ON sip_trunks (password_key_id, id) WHERE password_key_id IS NOT NULL;
-- Work that an invocation left behind, and trunks whose turn it is to be checked again.
CREATE INDEX sip_trunks_to_provision ON sip_trunks (provisioning_until, id) WHERE provisioning IN ('pending', 'removing');
CREATE INDEX sip_trunks_to_check ON sip_trunks (checked_at, id) WHERE deleted_at IS NULL;

-- Where the calls of a trunk come from and go to.
CREATE TABLE sip_gateways (
  id TEXT PRIMARY KEY,
  sip_trunk_id TEXT NOT NULL REFERENCES sip_trunks (id),
  tenant_id TEXT NOT NULL REFERENCES tenants (id),
  host TEXT NOT NULL,
  -- null: the transport's own, or the one that DNS names.
  port INTEGER,
  transport TEXT NOT NULL,
  -- The lowest first; those of one priority share calls by weight.
  priority INTEGER NOT NULL,
  weight INTEGER NOT NULL,
  inbound INTEGER NOT NULL,
  outbound INTEGER NOT NULL,
  enabled INTEGER NOT NULL,
  -- Credentials for the gateway; the password is sealed.
  username TEXT,
  password TEXT,
  password_key_id TEXT,
  realm TEXT,
  -- Where its calls come from, as JSON.
  allowed_cidrs TEXT NOT NULL,
  -- The latest verification: hits and misses, and the rungs, as JSON.
  ping TEXT,
  report TEXT,
  -- When a probe was begun; a compare-and-set keeps probes apart.
  probed_at INTEGER,
  checked_at INTEGER,
  certificate_expires_at INTEGER,
  -- The latest warning before the certificate expires, in days.
  warned_days INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX sip_gateways_by_trunk ON sip_gateways (sip_trunk_id, created_at, id);
CREATE INDEX sip_gateways_by_tenant ON sip_gateways (tenant_id, id);
CREATE INDEX sip_gateways_by_password_key ON sip_gateways (password_key_id, id) WHERE password_key_id IS NOT NULL;
