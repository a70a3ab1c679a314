"""What the project does, as a specification that runs; `ARCHITECTURE.md` has the folders."""
