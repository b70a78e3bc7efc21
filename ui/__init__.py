"""What every page is made of: tags, form fields, the list component and charts; knows nothing of the domain."""
