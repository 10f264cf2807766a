"""One question a file: a study in, a frozen result out."""
