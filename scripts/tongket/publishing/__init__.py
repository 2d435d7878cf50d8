"""A campaign's generated pages and files in; a site's files, all at once or each when it is asked for, out."""
