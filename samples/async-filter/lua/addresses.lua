--- Where origin and checker are. A test may send one of them away: ?origin=down, ?checker=down.
local addresses = { neighbour_port = 0 }

local NOBODY = 1 -- tcpmux(1): refused everywhere

function addresses.origin_port()
    return ngx.var.arg_origin == "down" and NOBODY or addresses.neighbour_port
end

function addresses.checker_port()
    return ngx.var.arg_checker == "down" and NOBODY or addresses.neighbour_port
end

--- The path at the checker, with how it shall behave: ?check_ms=, ?checker=broken.
function addresses.check_target()
    local ms = math.max(0, math.min(tonumber(ngx.var.arg_check_ms) or 0, 10000))
    return "/check?ms=" .. ms .. (ngx.var.arg_checker == "broken" and "&broken=1" or "")
end

return addresses
