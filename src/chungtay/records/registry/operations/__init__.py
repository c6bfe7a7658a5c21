"""The only doors through which the register is written."""
