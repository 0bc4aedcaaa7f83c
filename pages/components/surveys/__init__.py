"""How is the page on surveys put together?"""
