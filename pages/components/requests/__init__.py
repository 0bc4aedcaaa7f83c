"""What does the page on requests show, part by part?"""
