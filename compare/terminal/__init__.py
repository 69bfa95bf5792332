"""What every command shows and how it runs long work: words, progress, workers."""
