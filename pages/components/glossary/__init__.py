"""What does every number mean, and how do the methods behind it work?"""
