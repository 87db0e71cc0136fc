"""How fairly the engine shares a year's work, beside two simpler rules and beside what the worksheets allow at best."""
