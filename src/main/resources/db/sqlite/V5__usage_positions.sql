-- How far a new prefix has been counted: the last key, empty at the beginning; NULL when all of it is.
ALTER TABLE usage_count ADD COLUMN position TEXT;
