"""The application: screens, session flow, desks for the three libraries, and the command line. Qt lives only here."""
