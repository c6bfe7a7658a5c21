"""The words by which lists and their counts name a kind of household."""

ALL = ""
NO_CLASS = "none"  # households without a class for the year
NO_NUMBER, GONE, DUE = "no_number", "gone", "due"
