"""The build of openapi.yaml and of the generated code, from sources good and bad."""
