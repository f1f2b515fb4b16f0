"""The demo county: invented subjects, evidence, waivers and runs of a fixed seed on a fixed day, to look around in, for
screenshots and for load tests. It is data like any other, written through the store, and marked as demo throughout."""
