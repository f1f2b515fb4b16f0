"""The system of record: everything an office keeps (subjects, facts with history, coverage, evidence, waivers, drills,
runs, settings), written only as journalled commands that can be undone, read as it is now or was on any past day."""
