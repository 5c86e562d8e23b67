"""What the papers are about: pure functions from papers to facts about the collection. The facts hold slugs, never papers."""
