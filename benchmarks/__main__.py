"""All measurements, one after another: `python -m benchmarks`."""

from benchmarks import core, full

if __name__ == "__main__":
    print("Core rules, against a textbook Mesa model")
    core.main([])
    print("\nFull model")
    full.main([])
