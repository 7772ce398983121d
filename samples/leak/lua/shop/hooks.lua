--- LEAKS: a list of closures in a module, one more with every request.
local truth = require "truth"
local hooks = { handlers = {} }

function hooks.register()
    local context = truth.text("hook-", 1000)
    local calls = 0
    hooks.handlers[#hooks.handlers + 1] = function() -- LEAKS: hooks
        calls = calls + 1
        return context, calls
    end
    truth.keep("hooks", truth.closure(2) + truth.string(context))
end

return hooks
