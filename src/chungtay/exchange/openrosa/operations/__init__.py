"""What changes at the door of ODK Collect: forms opened, passwords made and ended, forms taken in."""
