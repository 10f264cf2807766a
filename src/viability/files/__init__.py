"""Folders to studies, and back."""
