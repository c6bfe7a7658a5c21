"""A fictional district in three sizes, and workbooks as ward offices have them. Only doors import this."""
