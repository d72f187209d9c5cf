-- Who answers the number's calls: the agent of its current assignment.
ALTER TABLE phone_numbers ADD COLUMN agent_id TEXT;
