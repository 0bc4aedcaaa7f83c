"""How long does it take, set against the bare engine?"""
