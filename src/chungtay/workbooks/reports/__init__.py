"""The official report tables: what a table is, as a workbook, as a paper."""
