"""Runs a government review campaign: checked submissions in, a published site and one consolidated report out."""
