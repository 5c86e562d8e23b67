"""From papers to what the site consists of: groups, views, and the plan of outputs."""
