-- Whether a number that counts as lost was suspended when it was lost: it is then, too, when it is found.
ALTER TABLE phone_numbers ADD COLUMN lost_suspended INTEGER NOT NULL DEFAULT 0;
