-- How far the platform itself has come with passing on a message that came while the database was away: due, sending, sent, failed.
-- Null for all others: the answer to its webhook passes a message on, or nothing does.
ALTER TABLE messages ADD COLUMN late_forward TEXT;
