"""The screens: gaps at a glance, drills on a calendar. They read through the workspace and the drills."""
