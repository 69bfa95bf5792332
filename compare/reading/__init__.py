"""What people read: pairs side by side, pages, figures, and what they link to."""
