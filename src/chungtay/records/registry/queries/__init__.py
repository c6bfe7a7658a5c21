"""Reading the register: always within the area of the person who asks."""
