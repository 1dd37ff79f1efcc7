"""A dialer that takes its numbers as a CSV file and gives its results back as one: Mojo, PhoneBurner, BatchDialer."""
