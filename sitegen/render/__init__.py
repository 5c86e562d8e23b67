"""From the plan to bytes: Markdown, mathematics, templates."""
