"""A shelf: a search line, a table and a reader beside it; rules, parameters, plugins and tests are laid out on it."""
