/** The kill-anywhere test of the jobs, with two databases. */
import "../operations/job-runs/killed.test";
