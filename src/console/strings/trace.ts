/** Words of routing decisions. */
export const traceTexts = {
  label: "Rules in order",
  none: "No rule was recorded.",
  rules: {
    number: "Number in service",
    blocked_callers: "Blocked callers",
    countries: "Countries",
    schedule: "Opening hours",
    callers: "Callers with their own agent",
    weights: "Agents by weight",
    assignment: "Assigned agent",
    fallback: "Fallback",
  },
  results: { decided: "decided", passed: "passed", absent: "not set" },
  outcomes: {
    agent: "Agent",
    fallback: "Fallback",
    rejected: "Rejected",
    closed: "Closed",
    no_agent: "No agent",
    suspended: "Suspended",
    not_in_service: "Not in service",
    platform_fallback: "Platform's fallback",
  },
};
