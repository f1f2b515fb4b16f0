"""Reports: what is asked for (``asked``), and the jobs that judge the scope, preview the report and write its file."""
