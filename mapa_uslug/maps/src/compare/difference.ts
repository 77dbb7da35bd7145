// In what the two maps differ; the map tells what a change makes of people's access by the same rule.
export * from "../whatif/difference_classes";
