"""The command line: `./run <command>`. One module per command, each with SUMMARY, add_arguments(parser), run(args)."""
